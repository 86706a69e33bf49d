import axios, { isAxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { CallbackInput, SandboxAddress } from './admin/routes';
import type { Fault, FaultState } from './faults/types';
import type { Settings } from './settings';
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

/**
 * Controls and watches a sandbox in another process, through its admin origin. It has the methods of `Sandbox`.
 * Properties of `Sandbox` are methods here.
 */
export class SandboxClient implements SandboxAddress {
	readonly apiUrl: string;
	readonly filesUrl: string;
	readonly adminUrl: string;
	readonly apiKey: string;

	private constructor(
		private readonly http: AxiosInstance,
		address: SandboxAddress,
	) {
		this.apiUrl = address.apiUrl;
		this.filesUrl = address.filesUrl;
		this.adminUrl = address.adminUrl;
		this.apiKey = address.apiKey;
	}

	/** Asks a sandbox where it listens. Fails when none is there. */
	static async connect(adminUrl: string): Promise<SandboxClient> {
		const http = axios.create({ baseURL: adminUrl, proxy: false });
		return new SandboxClient(http, await call<SandboxAddress>(http, { url: '/' }));
	}

	async reset(): Promise<void> {
		await this.post('/reset', {});
	}

	async requests(): Promise<RecordedRequest[]> {
		return await this.get('/requests');
	}

	async clearRequests(): Promise<void> {
		await this.delete('/requests');
	}

	async callbacks(): Promise<CallbackDelivery[]> {
		return await this.get('/callbacks');
	}

	async clearCallbacks(): Promise<void> {
		await this.delete('/callbacks');
	}

	async sendCallback(
		url: string,
		body: string,
		headers: Record<string, string> = {},
	): Promise<CallbackDelivery> {
		const input: CallbackInput = { url, body, headers };
		return await this.post('/callbacks', input);
	}

	async settings(): Promise<Settings> {
		return await this.get('/settings');
	}

	async configure(changes: Partial<Settings>): Promise<Settings> {
		return await call(this.http, { method: 'PATCH', url: '/settings', data: changes });
	}

	async time(): Promise<number> {
		return (await this.get<{ now: number }>('/clock')).now;
	}

	async advanceClock(ms: number): Promise<number> {
		return (await this.post<{ now: number }>('/clock', { advanceMs: ms })).now;
	}

	async faults(): Promise<FaultState[]> {
		return await this.get('/faults');
	}

	async addFault(fault: Fault): Promise<FaultState> {
		return await this.post('/faults', fault);
	}

	async clearFaults(): Promise<void> {
		await this.delete('/faults');
	}

	async identities(): Promise<Identity[]> {
		return await this.get('/identities');
	}

	async addIdentity(input: IdentityInput = {}): Promise<Identity> {
		return await this.post('/identities', input);
	}

	async exports(): Promise<SandboxExport[]> {
		return await this.get('/exports');
	}

	async addExport(input: ExportInput = {}): Promise<SandboxExport> {
		return await this.post('/exports', input);
	}

	async setOutcome(exportId: number, outcome: Outcome): Promise<SandboxExport> {
		const url = `/exports/${exportId}`;
		return await call(this.http, { method: 'PATCH', url, data: { outcome } });
	}

	async runs(): Promise<RunView[]> {
		return await this.get('/runs');
	}

	async addRun(input: RunInput): Promise<RunView> {
		return await this.post('/runs', input);
	}

	async addFinishedRun(input: FinishedRunInput): Promise<RunView> {
		return await this.post('/finished-runs', input);
	}

	async finishRun(id: number, outcome?: Outcome): Promise<RunView> {
		return await this.post(`/runs/${id}/finish`, { outcome });
	}

	async pdfManagerTemplates(): Promise<PdfManagerTemplate[]> {
		return await this.get('/pdf-manager-templates');
	}

	async addPdfManagerTemplate(input: PdfManagerTemplateInput = {}): Promise<PdfManagerTemplate> {
		return await this.post('/pdf-manager-templates', input);
	}

	async setPdfManagerOutcome(templateId: number, outcome: Outcome): Promise<PdfManagerTemplate> {
		const url = `/pdf-manager-templates/${templateId}`;
		return await call(this.http, { method: 'PATCH', url, data: { outcome } });
	}

	async pdfManagerBatches(): Promise<PdfManagerBatchView[]> {
		return await this.get('/pdf-manager-batches');
	}

	async addPdfManagerBatch(input: PdfManagerBatchInput): Promise<PdfManagerBatchView> {
		return await this.post('/pdf-manager-batches', input);
	}

	async addFinishedPdfManagerBatch(
		input: FinishedPdfManagerBatchInput,
	): Promise<PdfManagerBatchView> {
		return await this.post('/finished-pdf-manager-batches', input);
	}

	async finishPdfManagerBatch(id: number, outcome?: Outcome): Promise<PdfManagerBatchView> {
		return await this.post(`/pdf-manager-batches/${id}/finish`, { outcome });
	}

	async organizations(): Promise<Organization[]> {
		return await this.get('/organizations');
	}

	async addOrganization(input: OrganizationInput = {}): Promise<Organization> {
		return await this.post('/organizations', input);
	}

	async programs(): Promise<Program[]> {
		return await this.get('/programs');
	}

	async addProgram(input: ProgramInput = {}): Promise<Program> {
		return await this.post('/programs', input);
	}

	async decisions(): Promise<Decision[]> {
		return await this.get('/decisions');
	}

	async addDecision(input: DecisionInput = {}): Promise<Decision> {
		return await this.post('/decisions', input);
	}

	async customFields(): Promise<CustomField[]> {
		return await this.get('/custom-fields');
	}

	async addCustomField(input: CustomFieldInput = {}): Promise<CustomField> {
		return await this.post('/custom-fields', input);
	}

	async applicants(): Promise<Applicant[]> {
		return await this.get('/applicants');
	}

	async applicant(programId: number, casId: string): Promise<Applicant> {
		return await this.get(`/programs/${programId}/applicants/${casId}`);
	}

	async addApplicant(input: ApplicantInput = {}): Promise<Applicant> {
		return await this.post('/applicants', input);
	}

	async fillProgram(programId: number, count: number): Promise<Applicant[]> {
		return await this.post(`/programs/${programId}/fill`, { count });
	}

	async updateApplicant(
		programId: number,
		casId: string,
		update: ApplicantUpdate,
	): Promise<Applicant> {
		const url = `/programs/${programId}/applicants/${casId}`;
		return await call(this.http, { method: 'PATCH', url, data: update });
	}

	async changes(): Promise<Change[]> {
		return await this.get('/changes');
	}

	async clearChanges(): Promise<void> {
		await this.delete('/changes');
	}

	async changeBatches(): Promise<ChangeBatchView[]> {
		return await this.get('/change-batches');
	}

	async finishChangeBatch(id: number, outcome?: 'done' | 'failed'): Promise<ChangeBatchView> {
		return await this.post(`/change-batches/${id}/finish`, { outcome });
	}

	async setSocialSecurityNumbers(identityId: number, state: SsnState): Promise<void> {
		const url = `/social-security-numbers/${identityId}`;
		await call(this.http, { method: 'PATCH', url, data: { state } });
	}

	private async get<Answer>(url: string): Promise<Answer> {
		return await call<Answer>(this.http, { url });
	}

	private async post<Answer>(url: string, data: object): Promise<Answer> {
		return await call<Answer>(this.http, { method: 'POST', url, data });
	}

	private async delete(url: string): Promise<void> {
		await call(this.http, { method: 'DELETE', url });
	}
}

/** One call of the admin origin. A refusal becomes an error with the sandbox's own message. */
async function call<Answer>(http: AxiosInstance, request: AxiosRequestConfig): Promise<Answer> {
	try {
		return (await http.request<Answer>(request)).data;
	} catch (error) {
		if (isAxiosError<{ message?: string }>(error) && error.response?.data.message !== undefined) {
			throw new Error(`The sandbox refused: ${error.response.data.message}`);
		}
		throw error;
	}
}
