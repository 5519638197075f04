"""Notices (通知): what somebody should know of, derived from the record, read here and delivered outside."""

from graphsvc.notices.api.endpoint_types import NoticeDelivery, NoticeEndpoint
from graphsvc.notices.api.types import Notice

TYPES = (Notice, NoticeEndpoint, NoticeDelivery)
