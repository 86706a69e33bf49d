import { N8nClient } from './client';
import { N8nProcess, type N8nProcessOptions } from './process';
import { waitFor } from './wait';

/** Between the moment when n8n calls itself ready and the one when the editor's requests are answered. */
const ROUTES_TIMEOUT_MS = 60_000;

export type N8nServerOptions = N8nProcessOptions;

/** An n8n server in a process of its own: the part that has the editor, and the only one where nothing else is started. */
export class N8nServer extends N8nProcess {
	private signedIn: N8nClient | undefined;

	/** Starts a server and comes back when it is ready and its owner is signed in. */
	static async start(options: N8nServerOptions = {}): Promise<N8nServer> {
		const { version, userFolder, port, env, isFolderOurs } = await N8nProcess.place(options);
		const server = new N8nServer('start', version, userFolder, port, env, isFolderOurs);
		await server.begin(options);
		return server;
	}

	get client(): N8nClient {
		if (this.signedIn === undefined) throw new Error('The n8n server is not running');
		return this.signedIn;
	}

	protected override async launch(signal?: AbortSignal): Promise<void> {
		await super.launch(signal);
		await waitFor(
			async () => {
				signal?.throwIfAborted();
				return (await fetch(`${this.url}/rest/settings`)).ok || undefined;
			},
			{ what: 'n8n to answer the editor', timeoutMs: ROUTES_TIMEOUT_MS },
		);
		this.signedIn = await N8nClient.signIn(this.url);
	}

	protected override async end(signal: NodeJS.Signals): Promise<void> {
		this.signedIn = undefined;
		await super.end(signal);
	}
}
