import { Callbacks } from './callbacks';
import { Clock } from './clock';
import { contentOf, type Content } from './content/content';
import { FaultRegistry } from './faults/registry';
import type { Fault, FaultState } from './faults/types';
import { contentDisposition } from './files/disposition';
import { RateLimiter } from './rateLimit';
import { Recorder } from './recorder';
import { durationMs, hasFile, Runs } from './runs';
import { DEFAULT_SETTINGS, withChanges, type Settings } from './settings';
import { Signer } from './signing';
import type {
	CallbackDelivery,
	ExportInput,
	FinishedRunInput,
	Identity,
	IdentityInput,
	Outcome,
	RecordedRequest,
	RunInput,
	RunView,
	SandboxExport,
} from './types';
import { DEFAULT_EXPORTS, DEFAULT_IDENTITIES, DEFAULT_RUNS } from './world/defaultWorld';
import { World } from './world/world';

/** The key that the sandbox takes. */
export const API_KEY = '0123456789abcdef0123456789abcdef';

/** How a sandbox is made; settings can stand here too. */
export interface SandboxOptions extends Partial<Settings> {
	/** Ports; 0 (the default) takes any free one. */
	apiPort?: number;
	filesPort?: number;
	adminPort?: number;
	/** `default`: identities, exports and recent runs as README.md lists them; `empty`: nothing. */
	world?: 'default' | 'empty';
	/** The time that the sandbox goes by, in milliseconds since 1970; default: the system's. */
	now?: () => number;
}

/**
 * What the sandbox knows, and the ways to steer and watch it. The admin origin offers the same methods
 * to other processes. It holds no server: see sandbox.ts.
 */
export class SandboxControl {
	readonly apiKey = API_KEY;
	/** Origins, without a slash at the end; known once the sandbox listens. */
	apiUrl = '';
	filesUrl = '';
	adminUrl = '';

	private readonly clock: Clock;
	protected readonly now = () => this.clock.now();
	protected readonly world = new World();
	protected readonly recorder = new Recorder(this.now);
	protected readonly faultRegistry = new FaultRegistry();
	protected readonly runStore = new Runs(this.now);
	protected readonly limiter = new RateLimiter(() => this.current.rateLimit, this.now);
	protected readonly signer = new Signer(() => this.filesUrl, this.now);
	protected readonly callbackSender = new Callbacks(() => this.current, this.now);
	protected current: Settings = { ...DEFAULT_SETTINGS };

	constructor(private readonly options: SandboxOptions = {}) {
		this.clock = new Clock(options.now);
		this.seed();
	}

	/** The settings as they are now. */
	get settings(): Readonly<Settings> {
		return this.current;
	}

	/** Changes settings; they hold from now on. */
	configure(changes: Partial<Settings>): Settings {
		this.current = withChanges(this.current, changes);
		return this.current;
	}

	/** Every request that reached the API or the file host, oldest first. */
	get requests(): RecordedRequest[] {
		return this.recorder.requests;
	}

	/** Forgets the requests so far. */
	clearRequests(): void {
		this.recorder.clear();
	}

	/** Every callback that was sent, with its answer, oldest first. */
	get callbacks(): CallbackDelivery[] {
		return this.callbackSender.deliveries;
	}

	/** Forgets the callbacks so far. */
	clearCallbacks(): void {
		this.callbackSender.clearDeliveries();
	}

	/** POSTs any body to any URL in the way of a callback: for forged, malformed or repeated ones. */
	async sendCallback(
		url: string,
		body: string,
		headers: Record<string, string> = {},
	): Promise<CallbackDelivery> {
		return await this.callbackSender.send(url, body, headers);
	}

	/** The identities of the key's user. */
	get identities(): Identity[] {
		return this.world.identities;
	}

	/** Adds an identity to the key's user. */
	addIdentity(input: IdentityInput = {}): Identity {
		return this.world.addIdentity(input);
	}

	/** All exports, with what the API does not tell of them. */
	get exports(): SandboxExport[] {
		return this.world.exports;
	}

	/** Adds an export. */
	addExport(input: ExportInput = {}): SandboxExport {
		return this.world.addExport(input);
	}

	/** Changes how the runs of an export end that start from now on. */
	setOutcome(exportId: number, outcome: Outcome): SandboxExport {
		return this.world.setOutcome(exportId, outcome);
	}

	/** All runs with their status now, in the order in which they came. */
	get runs(): RunView[] {
		return this.runStore.list();
	}

	/** Adds a run as if somebody had started it; by default just now. */
	addRun(input: RunInput): RunView {
		const exported = this.world.export(input.exportId);
		if (exported === undefined) throw new Error(`There is no export ${input.exportId}`);
		const identityId = input.identityId ?? exported.identityIds[0];
		if (identityId === undefined) throw new Error(`No identity sees the export ${exported.id}`);
		const run = this.runStore.add({
			id: input.id,
			exportId: exported.id,
			identityId,
			startedAt: this.now() - (input.startedSecondsAgo ?? 0) * 1000,
			durationMs:
				input.runSeconds === undefined
					? durationMs(exported, this.current.runSeconds)
					: input.runSeconds * 1000,
			outcome: input.outcome ?? exported.outcome,
			callbackUrl: input.callbackUrl ?? null,
		});
		this.callbackSender.expect(run);
		return this.runStore.view(run);
	}

	/** Adds a run that is over; by default for a minute. */
	addFinishedRun({ finishedSecondsAgo = 60, ...input }: FinishedRunInput): RunView {
		return this.addRun({ ...input, startedSecondsAgo: finishedSecondsAgo, runSeconds: 0 });
	}

	/** Ends a run now, with its own outcome or another one; its callback goes out. */
	finishRun(id: number, outcome?: Outcome): RunView {
		const run = this.runStore.finish(id, outcome);
		this.callbackSender.check();
		return this.runStore.view(run);
	}

	/** The sandbox's time, in milliseconds since 1970. */
	get time(): number {
		return this.now();
	}

	/** Moves the clock: runs finish, URLs expire, the hourly limit starts anew. Returns the new time. */
	advanceClock(ms: number): number {
		this.clock.advance(ms);
		this.callbackSender.check();
		return this.now();
	}

	/** Orders trouble (see faults/types.ts). */
	addFault(fault: Fault): FaultState {
		return this.faultRegistry.add(fault);
	}

	/** The faults that were ordered, with how often each was met. */
	get faults(): FaultState[] {
		return this.faultRegistry.list();
	}

	/** No more trouble. Requests that hang go on hanging. */
	clearFaults(): void {
		this.faultRegistry.clear();
	}

	/** Everything as it was at the start. Ports and open connections stay. */
	reset(): void {
		this.callbackSender.clear();
		this.clock.reset();
		for (const part of [
			this.recorder,
			this.faultRegistry,
			this.limiter,
			this.runStore,
			this.world,
		]) {
			part.clear();
		}
		this.seed();
	}

	/** Starts a run, or gives the one of that export that is going on, whose callback stays the first one. */
	protected initiate(
		exported: SandboxExport,
		identity: Identity,
		callbackUrl: string | null,
	): RunView {
		const goingOn = this.runStore.goingOn(exported.id);
		if (goingOn !== undefined) return this.runStore.view(goingOn);
		return this.addRun({ exportId: exported.id, identityId: identity.id, callbackUrl });
	}

	/** A fresh signed URL for the file of a run. */
	protected downloadUrl(run: RunView): string {
		const exported = this.world.export(run.exportId);
		if (exported === undefined) throw new Error(`There is no export ${run.exportId}`);
		return this.signer.sign({
			key: `export_files/${run.id}/${exported.fileName}`,
			contentDisposition: contentDisposition(exported.fileName),
			contentType: exported.mime_type,
			lifetimeSeconds: this.current.urlLifetimeSeconds,
		});
	}

	/** The object of the file host with this key. */
	protected async content(key: string): Promise<Content | undefined> {
		const id = /^export_files\/(\d+)\//.exec(key)?.[1];
		const run = this.runStore.get(Number(id));
		if (run === undefined || !hasFile(this.runStore.view(run).status)) return undefined;
		const exported = this.world.export(run.exportId);
		return exported === undefined ? undefined : await contentOf(exported);
	}

	private seed(): void {
		this.current = withChanges(DEFAULT_SETTINGS, this.options);
		if (this.options.world === 'empty') return;
		for (const identity of DEFAULT_IDENTITIES) this.addIdentity(identity);
		for (const exported of DEFAULT_EXPORTS) this.addExport(exported);
		for (const run of DEFAULT_RUNS) this.addFinishedRun(run);
	}
}
