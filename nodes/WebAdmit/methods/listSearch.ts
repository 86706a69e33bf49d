import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { listRecentExportFiles } from '../api/exportFiles';
import { listExports } from '../api/exports';
import { readId } from '../json';
import { listUserIdentities, userIdentityLabel } from '../api/userIdentities';
import { asListError, ExplainedError } from '../errors';
import { locatorValue } from '../parameters';
import { statusLabel } from '../runs/status';
import type { ApiRequest } from '../transport/apiRequest';
import { createApiRequest } from '../transport/apiRequest';

/** All identities of the key's user, by name. */
export async function searchUserIdentities(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, filter, noIdentities, async (request) => {
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
	const userIdentityId = chosenId(this, 'userIdentityId');
	const whyEmpty = userIdentityId === undefined ? noExports : noExportsOfIdentity;
	return await search(this, filter, whyEmpty, async (request) => {
		const exports = await listExports(request, userIdentityId);
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
	const exportId = chosenId(this, 'exportId');
	return await search(this, filter, noFiles, async (request) => {
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

/** What the editor shows in place of a list that has nothing in it: it would say no more than "No results". */
const noIdentities = new ExplainedError('Your API key has no user identity to work with', {
	description:
		'Only identities with the "API Access" permission are listed. Ask your WebAdMIT administrator for it.',
});

const noExports = new ExplainedError('None of your user identities has an export yet', {
	description: 'Build one in WebAdMIT, and open this list again.',
});

const noExportsOfIdentity = new ExplainedError('This user identity has no exports yet', {
	description: "Choose another 'User Identity', or build an export in WebAdMIT for this one.",
});

const noFiles = new ExplainedError('There are no recent files', {
	description:
		"Run the export first, with 'Initiate Run' or in WebAdMIT. For a file that is older, choose 'By ID'.",
});

async function search(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	whyEmpty: ExplainedError,
	load: (request: ApiRequest) => Promise<INodeListSearchItems[]>,
): Promise<INodeListSearchResult> {
	try {
		const entries = distinguished(await load(createApiRequest(context)));
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
