"""Running clocks counted anew, once a process, by the table of holidays that it was started with."""
