"""What browsers bring along: sessions and forms."""
