import type {
	INodeListSearchResult,
	INodeParameters,
	IRun,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { RecordedRequest, Sandbox, SandboxOptions } from '../../sandbox';
import { startSandbox } from '../../sandbox';
import type { CredentialFields } from './credentialsHelper';
import type { BinaryMode } from './instance';
import { Instance } from './instance';
import type { ListOptions } from './loadList';
import { loadColumns, loadList } from './loadList';
import type { NodeResult, RunOptions } from './runNode';
import { runNode } from './runNode';
import { leakedSecrets } from './secrets';

export * from './locator';
export * from './otherHost';
export * from './source';
export * from './until';
export { HTTP_REQUEST } from './nodeTypes';
export type { NodeResult } from './runNode';

/** Without credentials, those of the sandbox are used. */
type WithSandbox<T extends { credentials: unknown }> = Omit<T, 'credentials'> &
	Partial<Pick<T, 'credentials'>>;

/** What a test has at hand: n8n's engine with the package's nodes, and the sandbox that they talk to. */
export interface Engine {
	sandbox: Sandbox;
	/** Fields of a credential for the sandbox. */
	credentials: CredentialFields;
	/** What n8n logged in this test. */
	log: string[];
	runNode: (options: WithSandbox<RunOptions> & { binaryMode?: BinaryMode }) => Promise<NodeResult>;
	loadList: (method: string, options?: WithSandbox<ListOptions>) => Promise<INodeListSearchResult>;
	loadColumns: (
		method: string,
		currentParameters: INodeParameters,
	) => Promise<ResourceMapperFields>;
	/** The requests so far, like "GET /api/v1/exports"; those to the file host like "file 74780", with the id of the file. */
	requests: () => string[];
	/** The secrets that can be found in this test's runs and log, in words. */
	leaks: () => string[];
	/** Says that there are leaks in this test, and on purpose: otherwise it fails with the first one. */
	allowLeaks: () => void;
}

/**
 * Gives the tests of a file an n8n instance and a sandbox, which is as new for each test. After each test, whatever n8n
 * kept of its runs is searched for secrets.
 *
 * @param options of the sandbox
 */
export function useEngine(options: SandboxOptions = {}): Engine {
	let instance: Instance | undefined;
	let sandbox: Sandbox | undefined;
	let runs: IRun[] = [];
	let errors: unknown[] = [];
	let leaksAllowed = false;

	beforeAll(async () => {
		instance = Instance.open();
		sandbox = await startSandbox(options);
	});
	beforeEach(() => {
		started(sandbox).reset();
		started(instance).log.clear();
		runs = [];
		errors = [];
		leaksAllowed = false;
	});
	afterEach(() => {
		if (!leaksAllowed) expect(leaks()).toEqual([]);
	});
	afterAll(async () => {
		await sandbox?.close();
		instance?.close();
	});

	const leaks = () =>
		leakedSecrets({ runs, errors, log: started(instance).log.lines }, started(sandbox).apiKey);

	return {
		get sandbox() {
			return started(sandbox);
		},
		get credentials() {
			const { apiUrl, apiKey } = started(sandbox);
			return { environment: 'custom', baseUrl: apiUrl, apiKey };
		},
		get log() {
			return started(instance).log.lines;
		},
		async runNode({ binaryMode = 'filesystem', ...run }) {
			await started(instance).storeBinaryDataIn(binaryMode);
			const result = await runNode({ credentials: this.credentials, ...run });
			runs.push(result.run);
			return result;
		},
		async loadList(method, list) {
			try {
				return await loadList(method, { credentials: this.credentials, ...list });
			} catch (error) {
				errors.push(error);
				throw error;
			}
		},
		async loadColumns(method, currentParameters) {
			return await loadColumns(method, { credentials: this.credentials, currentParameters });
		},
		requests: () => started(sandbox).requests.map(summary),
		leaks,
		allowLeaks: () => {
			leaksAllowed = true;
		},
	};
}

function started<T>(part: T | undefined): T {
	if (part === undefined) throw new Error('The engine has not been started yet');
	return part;
}

function summary({ origin, method, path }: RecordedRequest): string {
	if (origin === 'api') return `${method} ${path}`;
	// The id of a file is spread over folders: /export_files/reports/000/074/780/…
	const folders = /\/(\d{3}(?:\/\d+)+)\/[^/]*$/.exec(path)?.[1];
	return `file ${folders === undefined ? path : Number(folders.replaceAll('/', ''))}`;
}
