package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.validation.Validator;

/**
 * Makes handler methods invocable, with the converters and validators of the application.
 */
public final class HandlerMethods {

	private final HandlerMethodFactory factory;

	/**
	 * Creates the maker.
	 * @param converters convert bodies, before JSON does
	 * @param mapper reads JSON
	 * @param validator checks bodies where Bean Validation is not there, or {@code null}
	 * @param parameterValidator checks all parameters, or {@code null}
	 * @param beanFactory resolves the defaults of headers
	 */
	public HandlerMethods(List<MessageConverter> converters, JsonMapper mapper, @Nullable Validator validator,
			@Nullable ParameterValidator parameterValidator, BeanFactory beanFactory) {
		this.factory = new HandlerMethodFactory(converters, mapper, validator, parameterValidator);
		this.factory.setBeanFactory(beanFactory);
		this.factory.afterPropertiesSet();
	}

	InvocableHandlerMethod create(Object bean, Method method) {
		return this.factory.createInvocableHandlerMethod(bean, method);
	}

}
