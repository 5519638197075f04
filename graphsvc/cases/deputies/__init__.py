"""Acting for somebody on leave (代办): the dated tie that names who, for which seat, from when until when."""
