import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems take for outgoing connections (from 32768 on Linux, from 49152 elsewhere): one of those may be free
 * now, and taken by a connection in the seconds until a server listens on it. Above the ports that browsers refuse.
 */
const LOWEST_PORT = 20_000;
const PORT_AFTER_HIGHEST = 32_000;
const MOST_TRIES = 1_000;

/** What was given once is not given again: who has it may not listen yet. */
const given = new Set<number>();

/** Whether a port of this machine can be listened on. */
async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => {
			resolve(false);
		});
		server.listen(port, '127.0.0.1', () =>
			server.close(() => {
				resolve(true);
			}),
		);
	});
}

/** A port that nobody listens on: the preferred one, if it is free. */
export async function freePort(preferred?: number): Promise<number> {
	if (preferred !== undefined && (await isFree(preferred))) return preferred;
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		const port = randomInt(LOWEST_PORT, PORT_AFTER_HIGHEST);
		if (given.has(port)) continue;
		given.add(port);
		if (await isFree(port)) return port;
	}
	throw new Error(
		`None of ${MOST_TRIES} ports between ${LOWEST_PORT} and ${PORT_AFTER_HIGHEST} is free`,
	);
}
