package io.github.polywire.dxlstreaming.autoconfigure;

import java.security.GeneralSecurityException;

import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.client5.http.ssl.TrustAllStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * The HTTP client of the starter: HTTP/1.1, no redirects, no cookies of its own, and no
 * request is sent twice, for a response that was lost may have held records.
 */
final class StreamHttpClient implements DisposableBean {

	private static final int MAX_CONNECTIONS = 10_000;

	/** A connection that was idle for longer may have been closed by the service. */
	private static final TimeValue CHECK_AFTER = TimeValue.ofMilliseconds(100);

	private final HttpComponentsClientHttpRequestFactory requests;

	StreamHttpClient(DxlStreamingProperties properties, @Nullable SslBundle sslBundle) {
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(properties.connectTimeout(), properties.readTimeout());
		HttpComponentsClientHttpRequestFactoryBuilder builder = ClientHttpRequestFactoryBuilder.httpComponents()
			.withHttpClientCustomizer((client) -> customize(client, properties.proxy()))
			.withConnectionManagerCustomizer(
					(manager) -> manager.setMaxConnPerRoute(MAX_CONNECTIONS).setMaxConnTotal(MAX_CONNECTIONS))
			.withConnectionConfigCustomizer((connection) -> connection.setValidateAfterInactivity(CHECK_AFTER));
		if (!properties.ssl().verify()) {
			builder = builder.withTlsSocketStrategyFactory((bundle) -> trustingAll());
		}
		this.requests = builder.build((sslBundle != null) ? settings.withSslBundle(sslBundle) : settings);
	}

	private static void customize(HttpClientBuilder client, DxlStreamingProperties.Proxy proxy) {
		client.disableAutomaticRetries().disableCookieManagement().disableAuthCaching().disableContentCompression();
		String host = proxy.host();
		if (host == null) {
			return;
		}
		client.setProxy(new HttpHost("http", host, proxy.port()));
		if (proxy.username() != null) {
			String password = proxy.password();
			BasicCredentialsProvider credentials = new BasicCredentialsProvider();
			credentials.setCredentials(new AuthScope(host, proxy.port()), new UsernamePasswordCredentials(
					proxy.username(), ((password != null) ? password : "").toCharArray()));
			client.setDefaultCredentialsProvider(credentials);
		}
	}

	private static TlsSocketStrategy trustingAll() {
		try {
			return new DefaultClientTlsStrategy(
					SSLContexts.custom().loadTrustMaterial(null, TrustAllStrategy.INSTANCE).build(),
					NoopHostnameVerifier.INSTANCE);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("TLS without verification cannot be set up", ex);
		}
	}

	RestClient.Builder restClient() {
		return RestClient.builder().requestFactory(this.requests);
	}

	@Override
	public void destroy() throws Exception {
		this.requests.destroy();
	}

}
