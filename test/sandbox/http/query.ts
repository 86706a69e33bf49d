/** Path of a URL as it came: without the query. */
export function pathOf(url: string): string {
	return url.split('?', 1)[0] ?? '';
}

/** The decoded query of a URL. A name that comes twice has a list. */
export function queryOf(url: string): Record<string, string | string[]> {
	const query: Record<string, string | string[]> = {};
	const params = new URLSearchParams(url.slice(pathOf(url).length));
	for (const name of new Set(params.keys())) {
		const values = params.getAll(name);
		query[name] = values.length === 1 ? (values[0] ?? '') : values;
	}
	return query;
}

/** The first value of a name in a query. */
export function firstOf(value: string | string[] | undefined): string | undefined {
	return Array.isArray(value) ? value[0] : value;
}
