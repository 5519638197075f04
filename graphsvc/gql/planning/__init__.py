"""A selection becomes the tree of rows and fields that `cypher` compiles."""
