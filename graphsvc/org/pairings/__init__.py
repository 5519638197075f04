"""Pairings (包联): a unit stands by a subdistrict or community; kept in the graph and shown in GraphQL."""

from graphsvc.gql.schema.enums import offer
from graphsvc.org.pairings.pairing import ContactWay, PairingAction, PairingRequestAction, PairingRequestState

offer(ContactWay, PairingAction, PairingRequestState, PairingRequestAction)
