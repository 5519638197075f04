// What every client is told on its command line, and what it prints.
declare const process: { argv: string[] };

export const [, , URL_GIVEN = "", AREA = "", COMMUNITY = ""] = process.argv;
export const PAGE = 200;

export interface Seen {
  client: string;
  units: number;
  distinct: number;
  total: number;
  pages: number;
  seats: string[];
}

export function print(seen: Seen): void {
  console.log(JSON.stringify(seen));
}
