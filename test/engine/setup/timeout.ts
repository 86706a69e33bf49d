/** On a machine that is busy with other things too, n8n's engine alone can take seconds to load. */
jest.setTimeout(30_000);
