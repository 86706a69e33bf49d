import type { ApiContext } from '../transport/apiContext';
import type { Api, Patience } from '../transport/apiRequest';
import { createApi } from '../transport/apiRequest';
import { ADVICE } from './advice';

/** The way to WebAdMIT's API, whose errors speak of what stands in its paths. See `createApi`. */
export function openApi(context: ApiContext, patience?: Patience, signal?: AbortSignal): Api {
	return createApi(context, ADVICE, patience, signal);
}
