import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { listRecentExportFiles } from '../api/exportFiles';
import { listExports } from '../api/exports';
import { readId } from '../json';
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
				name:
					[name, format]
						.filter((part) => typeof part === 'string' && part !== '')
						.map(String)
						.join(' · ') || `Export ${id}`,
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
		const lists = await Promise.allSettled(
			identities.map(async ({ id }) => await listRecentExportFiles(request, id)),
		);
		// One identity that is not let in need not hide the files of the others.
		const [refused] = lists.filter((list) => list.status === 'rejected');
		if (refused && lists.every(({ status }) => status === 'rejected')) throw refused.reason;
		const found = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []));
		const files = new Map(found.map((file) => [file.id, file]));
		return [...files.values()]
			.filter((file) => exportId === undefined || file.exportId === exportId)
			.sort((a, b) => b.id - a.id)
			.map((file) => ({
				name:
					exportId === undefined
						? `${file.id} · Export ${file.exportId} · ${statusLabel(file.status)}`
						: `${file.id} · ${statusLabel(file.status)}`,
				value: file.id,
			}));
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
