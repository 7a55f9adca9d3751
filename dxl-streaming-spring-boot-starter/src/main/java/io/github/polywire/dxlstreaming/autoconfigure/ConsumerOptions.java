package io.github.polywire.dxlstreaming.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.polywire.dxlstreaming.ChannelOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes the options of consumers from the properties.
 *
 * @param properties the properties
 */
record ConsumerOptions(
		DxlStreamingProperties.Consumer properties) implements Function<@Nullable String, ChannelOptions.Builder> {

	private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(70);

	@Override
	public ChannelOptions.Builder apply(@Nullable String group) {
		Map<String, Object> filter = new LinkedHashMap<>(this.properties.filter());
		ChannelOptions.Builder builder = ChannelOptions.builder((group != null) ? group : this.properties.group())
			.offset(this.properties.offset())
			.pollTimeout(this.properties.pollTimeout())
			.multiTenant(this.properties.multiTenant())
			.retryOnFail(this.properties.retryOnFail())
			.filter(filter)
			.extraConfigs(this.properties.configs());
		if (this.properties.sessionTimeout() != null) {
			return builder.timeouts(this.properties.sessionTimeout(), this.properties.requestTimeout());
		}
		Map<String, String> configs = this.properties.configs();
		boolean own = configs.containsKey("session.timeout.ms") || configs.containsKey("request.timeout.ms");
		return own ? builder : builder.timeouts(SESSION_TIMEOUT, REQUEST_TIMEOUT);
	}

}
