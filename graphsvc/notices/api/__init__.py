"""Notices in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.notices.model.delivery import DeliveryState
from graphsvc.notices.model.endpoint import EndpointAction, EndpointState, NoticeDetail, NoticeWay
from graphsvc.notices.model.notice import NoticeKind

offer(NoticeKind, NoticeWay, NoticeDetail, EndpointState, EndpointAction, DeliveryState)
