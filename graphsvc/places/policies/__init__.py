"""Policy notices (政策告知): what people may apply for and until when; who was told and who answered, by counts."""
