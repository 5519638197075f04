// Where a sample looks, and what it publishes: a need of a unit about a topic.
export interface Place {
  url: string;
  area: string;
  first: number;
}

export const UNIT = "unit-01";
export const TOPIC = "010101";
