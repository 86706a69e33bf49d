import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { listRecentExportFiles } from '../api/exportFiles';
import { listExports } from '../api/exports';
import { readId } from '../api/read';
import { listUserIdentities, userIdentityLabel } from '../api/userIdentities';
import { asNodeError } from '../errors';
import { locatorValue } from '../parameters';
import { statusLabel } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { createApiRequest } from '../transport/apiRequest';

/** All identities of the key's user, by name. */
export async function searchUserIdentities(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, async (request) => {
		const identities = await listUserIdentities(request);
		return sorted(
			identities.map((identity) => ({ name: userIdentityLabel(identity), value: identity.id })),
		);
	});
}

/** The exports of the chosen identity, or of all identities where none is chosen, by name. */
export async function searchExports(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, async (request) => {
		const exports = await listExports(request, chosenId(this, 'userIdentityId'));
		return sorted(
			exports.map(({ id, name, format }) => ({
				name: typeof format === 'string' ? `${name} · ${format}` : name,
				value: id,
			})),
		);
	});
}

/** The recent files of the chosen export (or of all exports, where none is chosen) with their status, newest first. */
export async function searchExportFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, async (request) => {
		const exportId = chosenId(this, 'exportId');
		// The API lists files by identity only, so every identity is asked.
		const identities = await listUserIdentities(request);
		const lists = await Promise.all(
			identities.map(async ({ id }) => await listRecentExportFiles(request, id)),
		);
		const files = new Map(lists.flat().map((file) => [file.id, file]));
		return [...files.values()]
			.filter((file) => exportId === undefined || file.exportId === exportId)
			.sort((a, b) => b.id - a.id)
			.map(({ id, status }) => ({ name: `${id} · ${statusLabel(status)}`, value: id }));
	});
}

async function search(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	load: (request: ApiRequest) => Promise<INodeListSearchItems[]>,
): Promise<INodeListSearchResult> {
	try {
		const entries = distinguished(await load(createApiRequest(context)));
		const words = (filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
		return {
			results: entries.filter(({ name, value }) => {
				const text = `${name} ${String(value)}`.toLowerCase();
				return words.every((word) => text.includes(word));
			}),
		};
	} catch (error) {
		throw asNodeError(context.getNode(), error);
	}
}

/** Entries that read alike get their id behind the name. */
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
	return entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** The id that is chosen in another parameter; undefined when there is none, or an expression that cannot be known yet. */
function chosenId(context: ILoadOptionsFunctions, parameter: string): number | undefined {
	return readId(locatorValue(context.getCurrentNodeParameter(parameter)));
}
