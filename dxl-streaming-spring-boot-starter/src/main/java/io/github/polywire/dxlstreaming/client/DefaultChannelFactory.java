package io.github.polywire.dxlstreaming.client;

import java.util.function.Function;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.connection.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes channels to one service.
 */
public final class DefaultChannelFactory implements DxlStreamChannelFactory {

	private final RecordSender sender;

	private final RetrySettings retry;

	private final Function<@Nullable String, ChannelOptions.Builder> defaults;

	/**
	 * Creates a factory.
	 * @param sender sends records
	 * @param retry the pauses between attempts
	 * @param defaults makes options of a consumer group
	 */
	public DefaultChannelFactory(RecordSender sender, RetrySettings retry,
			Function<@Nullable String, ChannelOptions.Builder> defaults) {
		this.sender = sender;
		this.retry = retry;
		this.defaults = defaults;
	}

	@Override
	public Channel create(String group) {
		return create(options(group).build());
	}

	@Override
	public Channel create(ChannelOptions options) {
		return new DefaultChannel(this.sender, options, this.retry);
	}

	@Override
	public ChannelOptions.Builder options(@Nullable String group) {
		return this.defaults.apply(group);
	}

}
