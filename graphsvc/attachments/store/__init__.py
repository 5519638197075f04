"""Attachments in the graph and their files on disk or in S3."""
