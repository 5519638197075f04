"""Attachments (附件): photographs and files that steps show, with their contents on disk or in S3."""

from graphsvc.attachments.api.types import Attachment

TYPES = (Attachment,)
