import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { listCustomFields, readCustomField } from '../api/customFields';
import { listDecisions } from '../api/decisions';
import { listExports } from '../api/exports';
import { listPdfManagerTemplates } from '../api/pdfManagerTemplates';
import { listPrograms } from '../api/programs';
import { isRecord } from '../json';
import { cycleOf, listUserIdentities, userIdentityLabel } from '../api/userIdentities';
import { asListError, ExplainedError } from '../errors';
import { exportFile } from '../runs/kinds/exportFile';
import { pdfManagerBatch } from '../runs/kinds/pdfManagerBatch';
import { statusLabel } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { openApi } from '../api/openApi';
import { chosenId, chosenIdentity, chosenProgram } from './chosen';

/** All identities of the key's user: the newest cycle first, those without a cycle last, and by name within a cycle. */
export async function searchUserIdentities(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noIdentities, async (request) => {
		const identities = await listUserIdentities(request);
		return identities
			.sort(
				// In descending order, identities without a cycle (an empty text) come last.
				(a, b) =>
					compare(cycleOf(b), cycleOf(a)) || compare(userIdentityLabel(a), userIdentityLabel(b)),
			)
			.map((identity) => ({ name: userIdentityLabel(identity), value: identity.id }));
	});
}

/** The exports of the chosen identity, or of all identities if none is chosen, by name. */
export async function searchExports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const userIdentityId = chosenId(this, 'userIdentityId');
	const whyEmpty = userIdentityId === undefined ? noExports : noExportsOfIdentity;
	return await search(this, filter, whyEmpty, async (request) => {
		const exports = await listExports(request, userIdentityId);
		return sorted(
			exports.map(({ id, name, format }) => ({
				name: labelOf([name, format]) || `Export ${id}`,
				value: id,
			})),
		);
	});
}

/** The recent files of the chosen export (or of all exports, if none is chosen) with their status, newest first. */
export async function searchExportFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const exportId = chosenId(this, 'exportId');
	return await search(this, filter, noFiles, async (request) => {
		// The API lists files by identity only, so every identity is asked.
		const identities = await listUserIdentities(request);
		const lists = await Promise.allSettled(
			identities.map(async ({ id }) => await exportFile.list(request, id)),
		);
		// If one identity is refused, the files of the others are still shown.
		const [refused] = lists.filter((list) => list.status === 'rejected');
		if (refused && lists.every(({ status }) => status === 'rejected')) throw refused.reason;
		const found = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
		const files = new Map(found.map((file) => [file.id, file]));
		return [...files.values()]
			.filter((file) => exportId === undefined || file.sourceId === exportId)
			.sort((a, b) => b.id - a.id)
			.map((file) => ({
				name:
					exportId === undefined
						? `${file.id} · Export ${file.sourceId} · ${statusLabel(file.status)}`
						: `${file.id} · ${statusLabel(file.status)}`,
				value: file.id,
			}));
	});
}

/** The PDF Manager templates of the chosen identity, by name. */
export async function searchPdfManagerTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noTemplates, async (request) => {
		const templates = await listPdfManagerTemplates(request, chosenIdentity(this));
		return sorted(
			templates.map(({ id, name, list_name }) => ({
				name: labelOf([name, list_name]) || `Template ${id}`,
				value: id,
			})),
		);
	});
}

/** The recent PDF Manager batches of the chosen identity with template, status and time, newest first. */
export async function searchPdfManagerBatches(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noBatches, async (request) => {
		const batches = await pdfManagerBatch.list(request, chosenIdentity(this));
		return batches
			.sort((a, b) => b.id - a.id)
			.map(({ id, sourceId, status, fields: { pdf_manager_template: template, updated_at } }) => {
				const name = isRecord(template) && template.name ? template.name : `Template ${sourceId}`;
				const time = timeLabel(updated_at, this.getTimezone());
				return { name: labelOf([name, statusLabel(status), time]), value: id };
			});
	});
}

/** The programs of the chosen identity with their organizations, by name. */
export async function searchPrograms(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noPrograms, async (request) => {
		const programs = await listPrograms(request, chosenIdentity(this));
		return sorted(
			programs.map(({ id, name, organization_name }) => ({
				name: labelOf([name, organization_name]) || `Program ${id}`,
				value: id,
			})),
		);
	});
}

/** The decisions of the chosen identity in WebAdMIT's order. */
export async function searchDecisions(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noDecisions, async (request) => {
		const decisions = await listDecisions(request, chosenIdentity(this));
		return decisions.map(({ id, name }) => ({
			name: labelOf([name]) || `Decision ${id}`,
			value: id,
		}));
	});
}

/** The custom fields of the chosen program in WebAdMIT's order. */
export async function searchCustomFields(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noCustomFields, async (request) => {
		const fields = await listCustomFields(request, chosenProgram(this));
		return fields.map(readCustomField).map(({ id, label }) => ({ name: label, value: id }));
	});
}

/** The parts that are not empty, e.g. "Nightly Applicants · Comma-Separated Values". */
function labelOf(parts: unknown[]): string {
	return parts.filter((part) => typeof part === 'string' && part !== '').join(' · ');
}

/** A time of WebAdMIT's in the time zone of n8n, e.g. "Oct 18, 2018, 12:07 AM". */
function timeLabel(time: unknown, timeZone: string): string | undefined {
	const date = new Date(typeof time === 'string' ? time : '');
	if (Number.isNaN(date.getTime())) return undefined;
	return date.toLocaleString('en-US', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
}

/** The messages that the editor shows in place of empty lists. Without them, it would only say "No results". */
const noIdentities = new ExplainedError('Your API key has no user identity to work with', {
	description:
		'The list shows only identities with the "API Access" permission. Ask your WebAdMIT administrator for it.',
});

const noExports = new ExplainedError('None of your user identities has an export yet', {
	description: 'Build one in WebAdMIT, then open this list again.',
});

const noExportsOfIdentity = new ExplainedError('This user identity has no exports yet', {
	description: "Choose another 'User Identity', or build an export in WebAdMIT for this one.",
});

const noFiles = new ExplainedError('There are no recent files', {
	description:
		"Run the export first, with 'Initiate Run' or in WebAdMIT. For an older file, choose 'By ID'.",
});

const noTemplates = new ExplainedError('This user identity has no PDF Manager templates yet', {
	description:
		"Choose another 'User Identity', or set up a template in the PDF Manager of WebAdMIT.",
});

const noBatches = new ExplainedError('There are no recent PDF Manager batches', {
	description:
		"Run a template first, with 'Initiate Run' or in WebAdMIT. For an older batch, choose 'By ID'.",
});

const noPrograms = new ExplainedError('This user identity has no programs', {
	description: "Choose another 'User Identity'. Each admission cycle has its own programs.",
});

const noDecisions = new ExplainedError('This user identity has no decisions yet', {
	description: "Choose another 'User Identity', or set up decisions in WebAdMIT.",
});

const noCustomFields = new ExplainedError('This program has no custom fields yet', {
	description: "Choose another 'Program', or set up custom fields in WebAdMIT.",
});

async function search(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	whyEmpty: ExplainedError,
	load: (request: ApiRequest) => Promise<INodeListSearchItems[]>,
): Promise<INodeListSearchResult> {
	try {
		const entries = distinguished(await load(openApi(context).request));
		if (entries.length === 0) throw whyEmpty;
		const words = (filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
		return {
			results: entries.filter(({ name, value }) => {
				const text = `${name} ${String(value)}`.toLowerCase();
				return words.every((word) => text.includes(word));
			}),
		};
	} catch (error) {
		throw asListError(context.getNode(), error);
	}
}

/** Adds the ID to the names of entries that have the same name. */
function distinguished(entries: INodeListSearchItems[]): INodeListSearchItems[] {
	const count = new Map<string, number>();
	for (const { name } of entries) count.set(name, (count.get(name) ?? 0) + 1);
	return entries.map((entry) =>
		count.get(entry.name) === 1
			? entry
			: { ...entry, name: `${entry.name} (ID ${String(entry.value)})` },
	);
}

function sorted(entries: INodeListSearchItems[]): INodeListSearchItems[] {
	return entries.sort((a, b) => compare(a.name, b.name));
}

function compare(a: string, b: string): number {
	return a.localeCompare(b, 'en', { numeric: true });
}
