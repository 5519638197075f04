// Sessions of browsers, each under the digest of its name and found when they have ended.
CREATE CONSTRAINT browser_session_id IF NOT EXISTS FOR (s:BrowserSession) REQUIRE s.id IS UNIQUE;
CREATE INDEX browser_session_end IF NOT EXISTS FOR (s:BrowserSession) ON (s.endsAt);
