import { Changes } from './changes/changes';
import { Clock } from './clock';
import { FaultRegistry } from './faults/registry';
import type { Fault, FaultState } from './faults/types';
import { Storage } from './files/storage';
import { Callbacks } from './jobs/callbacks';
import { Kinds } from './kinds/kinds';
import { RateLimiter } from './rateLimit';
import { Recorder } from './recorder';
import { DEFAULT_SETTINGS, withChanges, type Settings } from './settings';
import { Signer } from './signing';
import type {
	Applicant,
	ApplicantInput,
	ApplicantUpdate,
	CallbackDelivery,
	Change,
	ChangeBatchView,
	CustomField,
	CustomFieldInput,
	Decision,
	DecisionInput,
	ExportInput,
	FinishedPdfManagerBatchInput,
	FinishedRunInput,
	Identity,
	IdentityInput,
	Organization,
	OrganizationInput,
	Outcome,
	PdfManagerBatchInput,
	PdfManagerBatchView,
	PdfManagerTemplate,
	PdfManagerTemplateInput,
	Program,
	ProgramInput,
	RecordedRequest,
	RunInput,
	RunView,
	SandboxExport,
	SsnState,
} from './types';
import {
	DEFAULT_BATCHES,
	DEFAULT_EXPORTS,
	DEFAULT_IDENTITIES,
	DEFAULT_RUNS,
	DEFAULT_TEMPLATES,
} from './world/defaultWorld';
import { seedOffice } from './world/defaultOffice';
import { setOutcome } from './world/table';
import { World } from './world/world';

/** The key that the sandbox takes. */
export const API_KEY = '0123456789abcdef0123456789abcdef';

/** How a sandbox starts. It can include settings. */
export interface SandboxOptions extends Partial<Settings> {
	/** Ports; 0 (the default) takes any free one. */
	apiPort?: number;
	filesPort?: number;
	adminPort?: number;
	/** `default`: identities, exports and recent runs as README.md lists them; `empty`: nothing. */
	world?: 'default' | 'empty';
	/** Gives the time that the sandbox uses, in milliseconds since 1970. Default: the time of the system. */
	now?: () => number;
}

/**
 * What the sandbox knows, and the methods to control and watch it. The admin origin offers the same methods to other
 * processes. The servers are in sandbox.ts.
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
	protected readonly limiter = new RateLimiter(() => this.current.rateLimit, this.now);
	protected readonly signer = new Signer(() => this.filesUrl, this.now);
	protected readonly callbackSender = new Callbacks(() => this.current, this.now);
	protected readonly storage = new Storage(this.signer, () => this.current);
	protected readonly kinds = new Kinds(this.world, this.storage, () => this.current, {
		now: this.now,
		runSeconds: () => this.current.runSeconds,
		callbacks: this.callbackSender,
	});
	protected readonly changeMaker = new Changes(this.world, {
		now: this.now,
		settings: () => this.current,
	});
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

	/** How many runs and batches have callbacks that are not delivered yet. */
	get pendingCallbacks(): number {
		return this.callbackSender.pending;
	}

	/** Forgets the callbacks so far. */
	clearCallbacks(): void {
		this.callbackSender.clearDeliveries();
	}

	/** POSTs any body to any URL as a callback. Use it for false, malformed, or repeated callbacks. */
	async sendCallback(
		url: string,
		body: string,
		headers: Record<string, string> = {},
	): Promise<CallbackDelivery> {
		return await this.callbackSender.send(url, body, headers);
	}

	/** The identities of the key's user. */
	get identities(): Identity[] {
		return this.world.identities.all;
	}

	/** Adds an identity to the key's user. */
	addIdentity(input: IdentityInput = {}): Identity {
		return this.world.addIdentity(input);
	}

	/** All exports, with what the API does not show of them. */
	get exports(): SandboxExport[] {
		return this.world.exports.all;
	}

	/** Adds an export. */
	addExport(input: ExportInput = {}): SandboxExport {
		return this.world.addExport(input);
	}

	/** Changes how future runs of an export end. */
	setOutcome(exportId: number, outcome: Outcome): SandboxExport {
		return setOutcome(this.world.exports, exportId, outcome);
	}

	/** All runs of exports with their current status, in the order in which they were added. */
	get runs(): RunView[] {
		return this.kinds.runs.all;
	}

	/** Adds a run as if somebody had started it; by default just now. */
	addRun({ exportId, ...input }: RunInput): RunView {
		return this.kinds.runs.add(exportId, input);
	}

	/** Adds a run that is over; by default for a minute. */
	addFinishedRun({ exportId, ...input }: FinishedRunInput): RunView {
		return this.kinds.runs.addFinished(exportId, input);
	}

	/** Ends a run now, with its own outcome or another one, and sends its callback. */
	finishRun(id: number, outcome?: Outcome): RunView {
		return this.kinds.runs.finish(id, outcome);
	}

	/** All templates of PDF Manager, with what the API does not show of them. */
	get pdfManagerTemplates(): PdfManagerTemplate[] {
		return this.world.templates.all;
	}

	/** Adds a template. */
	addPdfManagerTemplate(input: PdfManagerTemplateInput = {}): PdfManagerTemplate {
		return this.world.addTemplate(input);
	}

	/** Changes how future batches of a template end. */
	setPdfManagerOutcome(templateId: number, outcome: Outcome): PdfManagerTemplate {
		return setOutcome(this.world.templates, templateId, outcome);
	}

	/** All batches with their current status, in the order in which they were added. */
	get pdfManagerBatches(): PdfManagerBatchView[] {
		return this.kinds.batches.all;
	}

	/** Adds a batch as if somebody had started it; by default just now. */
	addPdfManagerBatch({ templateId, ...input }: PdfManagerBatchInput): PdfManagerBatchView {
		return this.kinds.batches.add(templateId, input);
	}

	/** Adds a batch that is over; by default for a minute. */
	addFinishedPdfManagerBatch({
		templateId,
		...input
	}: FinishedPdfManagerBatchInput): PdfManagerBatchView {
		return this.kinds.batches.addFinished(templateId, input);
	}

	/** Ends a batch now, with its own outcome or another one, and sends its callback. */
	finishPdfManagerBatch(id: number, outcome?: Outcome): PdfManagerBatchView {
		return this.kinds.batches.finish(id, outcome);
	}

	/** All organizations. */
	get organizations(): Organization[] {
		return this.world.organizations.all;
	}

	/** Adds an organization. */
	addOrganization(input: OrganizationInput = {}): Organization {
		return this.world.addOrganization(input);
	}

	/** All programs. */
	get programs(): Program[] {
		return this.world.programs.all;
	}

	/** Adds a program, without applicants. */
	addProgram(input: ProgramInput = {}): Program {
		return this.world.addProgram(input);
	}

	/** All decisions. */
	get decisions(): Decision[] {
		return this.world.decisions.all;
	}

	/** Adds a decision. */
	addDecision(input: DecisionInput = {}): Decision {
		return this.world.addDecision(input);
	}

	/** All custom fields. */
	get customFields(): CustomField[] {
		return this.world.customFields.all;
	}

	/** Adds a custom field. */
	addCustomField(input: CustomFieldInput = {}): CustomField {
		return this.world.addCustomField(input);
	}

	/** All applicants of all programs, with their current decisions and answers. */
	get applicants(): Applicant[] {
		this.changeMaker.batches.settle();
		return this.world.applicants.all;
	}

	/** The applicant of a program with this CAS ID, as it is now. Throws when there is none. */
	applicant(programId: number, casId: string): Applicant {
		this.changeMaker.batches.settle();
		return this.world.applicants.need(programId, casId);
	}

	/** Adds an applicant to a program. */
	addApplicant(input: ApplicantInput = {}): Applicant {
		return this.world.addApplicant(input);
	}

	/**
	 * Adds the first applicants of exports, as many as wanted, to a program, unless they are in it. Returns those that were
	 * added.
	 */
	fillProgram(programId: number, count: number): Applicant[] {
		return this.world.fillProgram(programId, count);
	}

	/** Changes an applicant as staff do in WebAdMIT's screens. */
	updateApplicant(programId: number, casId: string, update: ApplicantUpdate): Applicant {
		this.changeMaker.batches.settle();
		return this.world.updateApplicant(programId, casId, update);
	}

	/** All changes that were made through the API so far, oldest first. */
	get changes(): Change[] {
		this.changeMaker.batches.settle();
		return this.changeMaker.writer.log;
	}

	/** Forgets the list of changes. The changes themselves stay. */
	clearChanges(): void {
		this.changeMaker.batches.settle();
		this.changeMaker.writer.clear();
	}

	/** All batches of changes with their current status, in the order in which they were sent. */
	get changeBatches(): ChangeBatchView[] {
		return this.changeMaker.batches.all;
	}

	/** Ends a batch of changes now, with its own outcome or another one. */
	finishChangeBatch(id: number, outcome?: 'done' | 'failed'): ChangeBatchView {
		return this.changeMaker.batches.finish(id, outcome);
	}

	/** Changes how the social security numbers of an identity are answered. */
	setSocialSecurityNumbers(identityId: number, state: SsnState): void {
		this.world.setSsnState(identityId, state);
	}

	/** The sandbox's time, in milliseconds since 1970. */
	get time(): number {
		return this.now();
	}

	/** Moves the clock: runs finish, URLs expire, the hourly limit starts over. Returns the new time. */
	advanceClock(ms: number): number {
		this.clock.advance(ms);
		this.callbackSender.check();
		return this.now();
	}

	/** Adds a fault (see faults/types.ts). */
	addFault(fault: Fault): FaultState {
		return this.faultRegistry.add(fault);
	}

	/** The faults that were added, with how many requests met each of them. */
	get faults(): FaultState[] {
		return this.faultRegistry.list();
	}

	/** Removes all faults. Requests that hang continue to hang. */
	clearFaults(): void {
		this.faultRegistry.clear();
	}

	/** Resets everything to the state at the start. Ports and open connections stay. */
	reset(): void {
		this.callbackSender.clear();
		this.clock.reset();
		for (const part of [
			this.recorder,
			this.faultRegistry,
			this.limiter,
			this.kinds,
			this.changeMaker,
			this.world,
		]) {
			part.clear();
		}
		this.seed();
	}

	private seed(): void {
		this.current = withChanges(DEFAULT_SETTINGS, this.options);
		if (this.options.world === 'empty') return;
		for (const identity of DEFAULT_IDENTITIES) this.addIdentity(identity);
		for (const exported of DEFAULT_EXPORTS) this.addExport(exported);
		for (const run of DEFAULT_RUNS) this.addFinishedRun(run);
		for (const template of DEFAULT_TEMPLATES) this.addPdfManagerTemplate(template);
		for (const batch of DEFAULT_BATCHES) this.addFinishedPdfManagerBatch(batch);
		seedOffice(this.world);
	}
}
