/** Loads what belongs to a key once, however many ask for it. */
export function onceForEach<T>(): (key: string, load: () => Promise<T>) => Promise<T> {
	const loaded = new Map<string, Promise<T>>();
	return async (key, load) => {
		const known = loaded.get(key) ?? load();
		loaded.set(key, known);
		return await known;
	};
}
