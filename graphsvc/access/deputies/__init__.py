"""Acting for somebody on leave (代办): whose seat a caller takes for a request, and whether it still may."""
