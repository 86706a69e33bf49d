import type { SandboxOptions } from './control';
import { Sandbox } from './sandbox';

export { API_KEY, type SandboxOptions } from './control';
export type { Fault, FaultKind, FaultState } from './faults/types';
export { Sandbox } from './sandbox';
export { NO_LIMIT, type Settings } from './settings';
export * from './types';

/**
 * Starts a sandbox on 127.0.0.1, and returns once it listens. Close it at the end.
 *
 * @param options ports, settings, and the world to begin with. All of them are optional.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = new Sandbox(options);
	try {
		await sandbox.start(options);
	} catch (error) {
		await sandbox.close();
		throw error;
	}
	return sandbox;
}
