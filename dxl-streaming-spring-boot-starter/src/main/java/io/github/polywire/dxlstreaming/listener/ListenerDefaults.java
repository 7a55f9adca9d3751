package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.function.Function;

import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.DxlAckMode;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * What listeners do that do not say otherwise.
 *
 * @param consumer makes options of a consumer group, or of the default group for
 * {@code null}
 * @param concurrency how many consumers a listener has
 * @param ackMode when handled records are committed
 * @param pollInterval the pause after a poll that brought nothing
 * @param errorHandler decides about records that were not handled
 * @param autoStartup whether listeners start with the application
 */
public record ListenerDefaults(Function<@Nullable String, ChannelOptions.Builder> consumer, int concurrency,
		DxlAckMode ackMode, Duration pollInterval, DxlStreamErrorHandler errorHandler, boolean autoStartup) {

}
