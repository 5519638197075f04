"""What other systems take from the service, in the forms they know: a catalogue of what it shares."""
