/** Makes a function that loads the value of each key once and gives it to all who ask. */
export function onceForEach<T>(): (key: string, load: () => Promise<T>) => Promise<T> {
	const loaded = new Map<string, Promise<T>>();
	return async (key, load) => {
		const known = loaded.get(key) ?? load();
		loaded.set(key, known);
		return await known;
	};
}
