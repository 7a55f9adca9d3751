package io.github.polywire.dxlstreaming.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;

/**
 * What the properties say of the service.
 */
final class PropertiesDxlStreamConnectionDetails implements DxlStreamConnectionDetails {

	private final DxlStreamingProperties properties;

	private final @Nullable SslBundles bundles;

	private final URI baseUrl;

	private final URI authBaseUrl;

	PropertiesDxlStreamConnectionDetails(DxlStreamingProperties properties, @Nullable SslBundles bundles) {
		this.properties = properties;
		this.bundles = bundles;
		this.baseUrl = url("dxl.streaming.base-url", properties.baseUrl());
		String auth = properties.auth().baseUrl();
		this.authBaseUrl = (auth != null) ? url("dxl.streaming.auth.base-url", auth) : this.baseUrl;
	}

	private static URI url(String name, @Nullable String value) {
		if (value == null || value.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(name, value,
					"it must be the URL of the streaming service, as in https://databus.example; set it, or"
							+ " dxl.streaming.enabled=false");
		}
		try {
			URI url = URI.create(value.strip());
			boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
			if (http && url.getHost() != null && url.getRawUserInfo() == null && url.getRawQuery() == null
					&& url.getRawFragment() == null) {
				return url;
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below.
		}
		throw new InvalidConfigurationPropertyValueException(name, value.replaceAll("//.*@", "//***@"),
				"it must begin with http:// or https:// and a host, and have no user, query or fragment");
	}

	@Override
	public URI getBaseUrl() {
		return this.baseUrl;
	}

	@Override
	public URI getAuthBaseUrl() {
		return this.authBaseUrl;
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.auth().username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.auth().password();
	}

	@Override
	public @Nullable String getClientId() {
		return this.properties.auth().client().id();
	}

	@Override
	public @Nullable String getClientSecret() {
		return this.properties.auth().client().secret();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = this.properties.ssl().bundle();
		if (name == null) {
			return null;
		}
		Assert.notNull(this.bundles, "SSL bundle '" + name + "' cannot be used: there are no SSL bundles");
		try {
			return this.bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException("dxl.streaming.ssl.bundle", name,
					"There is no SSL bundle of this name; define it by spring.ssl.bundle.pem.%s or spring.ssl.bundle.jks.%s."
						.formatted(name, name));
		}
	}

}
