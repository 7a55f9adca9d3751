package io.github.polywire.dxlstreaming.autoconfigure;

import java.time.Instant;
import java.util.Locale;

import io.github.polywire.dxlstreaming.ContainerState;
import io.github.polywire.dxlstreaming.DxlStreamListenerInfo;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the listeners get records: down when one is stopped by a failure, or
 * cannot reach the service. Listeners that were stopped or paused on purpose are no
 * trouble.
 */
final class DxlStreamingHealthIndicator extends AbstractHealthIndicator {

	private final DxlStreamListenerRegistry registry;

	DxlStreamingHealthIndicator(DxlStreamListenerRegistry registry) {
		super("The health of DXL streaming cannot be told");
		this.registry = registry;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (DxlStreamListenerInfo listener : this.registry.getListeners()) {
			String state = listener.state().name().toLowerCase(Locale.ROOT);
			boolean troubled = listener.state() == ContainerState.FAILED
					|| (listener.state() == ContainerState.CONNECTING && listener.failure() != null);
			if (troubled) {
				builder.down();
				state += ": " + listener.failure();
			}
			Instant lastPoll = listener.lastPoll();
			builder.withDetail(listener.id(),
					(lastPoll != null) ? state + ", last poll at " + lastPoll : state + ", no poll yet");
		}
	}

}
