import { N8nClient, type StoredCredential } from '../../n8n-server';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox';
import { type SharedServer, sharedServer } from '../setup/server';

/** What an end-to-end test works with. */
export interface World {
	/** A stand-in for WebAdMIT of the tests' own. */
	readonly sandbox: Sandbox;
	readonly server: SharedServer;
	readonly n8n: N8nClient;
	/** A credential for that sandbox, in n8n. */
	readonly credential: StoredCredential;
}

/** Creates a credential for an address of one's own. */
export async function createCredential(
	n8n: N8nClient,
	data: { baseUrl: string; apiKey: string },
): Promise<StoredCredential> {
	return await n8n.createCredential({
		name: 'WebAdMIT',
		type: 'webAdmitApi',
		data: { environment: 'custom', ...data },
	});
}

/**
 * Gives the tests of a file (or of a `describe`) a sandbox that n8n knows: one for all of them, or a new one
 * for each. Runs finish at once, unless the options say otherwise.
 */
export function useWorld(options: SandboxOptions = {}, forEach: 'file' | 'test' = 'file'): World {
	let sandbox: Sandbox | undefined;
	let opened: World | undefined;
	const open = async () => {
		const server = sharedServer();
		sandbox = await startSandbox({ runSeconds: 0, ...options });
		const n8n = await N8nClient.resume(server.session);
		const { apiUrl: baseUrl, apiKey } = sandbox;
		const credential = await createCredential(n8n, { baseUrl, apiKey });
		opened = { sandbox, server, n8n, credential };
	};
	const close = async () => {
		await sandbox?.close();
		sandbox = opened = undefined;
	};
	(forEach === 'file' ? beforeAll : beforeEach)(open);
	(forEach === 'file' ? afterAll : afterEach)(close);

	const world = () => {
		if (opened === undefined) throw new Error('There is a world only while a test runs');
		return opened;
	};
	return {
		get sandbox() {
			return world().sandbox;
		},
		get server() {
			return world().server;
		},
		get n8n() {
			return world().n8n;
		},
		get credential() {
			return world().credential;
		},
	};
}
