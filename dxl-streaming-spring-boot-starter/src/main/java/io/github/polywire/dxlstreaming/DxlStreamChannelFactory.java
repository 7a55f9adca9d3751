package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * Makes channels, with the connection and the defaults of {@code dxl.streaming.*}.
 */
public interface DxlStreamChannelFactory {

	/**
	 * Makes a channel for a consumer group.
	 * @param group the consumer group
	 * @return a channel, which the caller closes
	 */
	Channel create(String group);

	/**
	 * Makes a channel with options of its own.
	 * @param options the options
	 * @return a channel, which the caller closes
	 */
	Channel create(ChannelOptions options);

	/**
	 * The options that the properties make, to change some of them.
	 * @param group the consumer group, or {@code null} for a channel that only produces
	 * @return a builder
	 */
	ChannelOptions.Builder options(@Nullable String group);

}
