/** The value in the middle of several; the mean of the two in the middle where their number is even. */
export function median(values: number[]): number {
	return quantile(values, 0.5);
}

/**
 * The value below which a share of the values lies, interpolated between neighbours.
 *
 * @param share from 0 (the smallest value) to 1 (the greatest)
 * @throws when there are no values.
 */
export function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const position = (sorted.length - 1) * share;
	const below = sorted[Math.floor(position)];
	const above = sorted[Math.ceil(position)];
	if (below === undefined || above === undefined) throw new Error('There are no values');
	return below + (above - below) * (position - Math.floor(position));
}

/** Each value of one side divided by its partner: what both were slowed down by drops out. */
export function ratios(ours: number[], others: number[]): number[] {
	return ours.flatMap((value, index) => {
		const other = others[index];
		return other === undefined ? [] : [value / other];
	});
}
