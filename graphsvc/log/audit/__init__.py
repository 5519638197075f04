"""What is asked of the record as a whole: is its key the right one, what stands in it, is it what it was, mend it."""
