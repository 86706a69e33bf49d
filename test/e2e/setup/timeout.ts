// A whole n8n is at work behind each of these tests.
jest.setTimeout(60_000);
