"""What the service tells Prometheus: its requests as they end, and how it stands when it is asked."""
