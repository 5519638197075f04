// Open cases by their words, to find those about one event; and a number of another channel comes in once.
CREATE FULLTEXT INDEX search_case IF NOT EXISTS FOR (n:Case) ON EACH [n.title, n.description, n.place, n.category, n.openIn] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE CONSTRAINT case_source_key IF NOT EXISTS FOR (n:Case) REQUIRE n.sourceKey IS UNIQUE;
