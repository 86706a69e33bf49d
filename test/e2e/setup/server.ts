import { N8nServer, type SessionTicket } from '../../n8n-server';
import { asRecord, textOf } from '../../n8n-server/json';

/** Through which the tests, in whatever process, learn where the server is. */
const VARIABLE = 'E2E_N8N_SERVER';

/** The one n8n server of a test run. */
export interface SharedServer {
	pid: number;
	userFolder: string;
	logFile: string;
	/** A session with it, which all tests share. */
	session: SessionTicket;
}

let running: N8nServer | undefined;

/** jest does not handle signals, and a process that a signal ends takes its children along only if it is asked to. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };

export async function startSharedServer(): Promise<void> {
	for (const [signal, code] of Object.entries(EXIT_CODES)) {
		process.once(signal, () => process.exit(code));
	}
	running = await N8nServer.start();
	const { pid, userFolder, logFile, client } = running;
	process.env[VARIABLE] = JSON.stringify({
		pid,
		userFolder,
		logFile,
		session: client.session.ticket,
	});
}

export async function stopSharedServer(): Promise<void> {
	await running?.stop();
}

export function sharedServer(): SharedServer {
	const written = process.env[VARIABLE];
	if (written === undefined) throw new Error('No n8n server was started for this test run');
	const server = asRecord(JSON.parse(written));
	const session = asRecord(server.session);
	return {
		pid: Number(server.pid),
		userFolder: textOf(server, 'userFolder'),
		logFile: textOf(server, 'logFile'),
		session: {
			url: textOf(session, 'url'),
			browserId: textOf(session, 'browserId'),
			cookie: textOf(session, 'cookie'),
		},
	};
}
