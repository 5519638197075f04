"""What may be attached, and how a picture is cleaned; no graph and no files."""
