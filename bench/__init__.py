"""Measures the service against hand-written Cypher on the same graph: `make bench`, the source of all figures.

ground    the graph under test: grown once, kept in the user's cache, started for a run
cases     the seven canonical queries, each as GraphQL and as Cypher, asked of many places
written   the limit: the hand-written statements behind a bare HTTP endpoint, and `bare` without HTTP
served    the processes that answer; `wire` asks them, `clock` reads what they spent
rounds    ways measured in turn, so that a noisy minute hits all of them; `figures` are what comes out
planted   faults planted in the city or a district, and the audit that has to find them, no others
"""
