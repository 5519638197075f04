// The documents of a front end, typed by graphql-codegen.
import { graphql } from "./gql/gql.js";

export const UNITS = graphql(/* GraphQL */ `
  query Units($area: ID!, $first: Int!, $after: String) {
    units(filter: { within: $area }, first: $first, after: $after) {
      totalCount
      edges {
        cursor
        node {
          id
          name
          kind
          committees(first: 5) {
            edges {
              seat
              since
              node {
                __typename
                id
                name
              }
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const COMMITTEE = graphql(/* GraphQL */ `
  query Committee($community: ID!) {
    community(code: $community) {
      id
      name
      bigPartyCommittee {
        id
        name
        members(first: 50) {
          totalCount
          edges {
            seat
            since
            node {
              id
              name
            }
          }
        }
      }
    }
  }
`);

export const NEEDS = graphql(/* GraphQL */ `
  query Needs($area: ID!, $first: Int!, $after: String) {
    needs(filter: { within: $area }, first: $first, after: $after) {
      totalCount
      counts(by: URGENCY) {
        value
        count
      }
      edges {
        node {
          id
          title
          urgency
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const PUBLISH = graphql(/* GraphQL */ `
  mutation Publish($need: NeedInput!, $key: ID!) {
    publishNeed(need: $need, key: $key) {
      id
      title
      urgency
    }
  }
`);
