// A whole n8n and a browser are at work behind each of these tests.
jest.setTimeout(180_000);
