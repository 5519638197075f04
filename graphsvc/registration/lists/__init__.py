"""Lists of who registers, as a community gets them on paper: read as sheets, each row judged and filed by itself."""
