package io.github.polywire.natsmicro.listener;

import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroEndpointStats;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The statistics of one endpoint: what was counted since the last reset.
 */
final class EndpointStatistics {

	private final EndpointCounters counters;

	private volatile Baseline baseline = new Baseline(0, 0, 0);

	EndpointStatistics(EndpointCounters counters) {
		this.counters = counters;
	}

	void reset() {
		this.counters.lastError = "";
		this.baseline = new Baseline(this.counters.requests(), this.counters.errors(), this.counters.processingNanos());
	}

	MicroEndpointStats snapshot(MicroEndpointInfo info, @Nullable JsonNode data) {
		Baseline before = this.baseline;
		// In this order, so that there are never more errors than requests.
		long errors = this.counters.errors() - before.errors();
		long processing = this.counters.processingNanos() - before.processingNanos();
		long requests = this.counters.requests() - before.requests();
		return new MicroEndpointStats(info.name(), info.subject(), requests, Math.min(errors, requests),
				this.counters.lastError, processing, (requests > 0) ? processing / requests : 0, info.queueGroup(),
				data);
	}

	private record Baseline(long requests, long errors, long processingNanos) {

	}

}
