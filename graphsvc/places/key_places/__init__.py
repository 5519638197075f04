"""Key places and enterprises (重点场所、重点企业): listed, relied on for a time, watched for hazards."""
