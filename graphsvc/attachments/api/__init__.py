"""Attachments in GraphQL."""

from graphsvc.attachments.model.kinds import AttachmentKind, AttachmentState
from graphsvc.gql.schema.enums import offer

offer(AttachmentKind, AttachmentState)
