/* SPDX-License-Identifier: MIT */
/* third_parties.c - services outside: by host (whole, or the end of it) and by client library. */
#include "third_parties.h"

#include "mem.h"

static const struct party {
    const char *key; /* a host, ".suffix" of hosts, or the name of a client library */
    const char *name;
    enum third_party_flow flow;
} parties[] = {
    {"api.openweathermap.org", "OpenWeatherMap", FLOW_FETCH},
    {"OpenWeatherMap", "OpenWeatherMap", FLOW_FETCH},
    {"api.telstra.com", "Telstra SMS", FLOW_SEND},
    {"tapi.telstra.com", "Telstra SMS", FLOW_SEND},
    {".twilio.com", "Twilio", FLOW_SEND},
    {"Twilio", "Twilio", FLOW_SEND},
    {"api.sendgrid.com", "SendGrid", FLOW_SEND},
    {"SendGrid", "SendGrid", FLOW_SEND},
    {".mailgun.net", "Mailgun", FLOW_SEND},
    {"Mailgun", "Mailgun", FLOW_SEND},
    {".messagebird.com", "MessageBird", FLOW_SEND},
    {"api.nexmo.com", "Vonage", FLOW_SEND},
    {"rest.nexmo.com", "Vonage", FLOW_SEND},
    {"Vonage", "Vonage", FLOW_SEND},
    {"smtp", "mail server", FLOW_SEND},
    {"SMTP", "mail server", FLOW_SEND},
    {"hooks.slack.com", "Slack", FLOW_SEND},
    {".slack.com", "Slack", FLOW_SEND},
    {"Slack", "Slack", FLOW_SEND},
    {".webhook.office.com", "Microsoft Teams", FLOW_SEND},
    {"outlook.office.com", "Microsoft Teams", FLOW_SEND},
    {"discord.com", "Discord", FLOW_SEND},
    {"discordapp.com", "Discord", FLOW_SEND},
    {"api.telegram.org", "Telegram", FLOW_SEND},
    {"Telegram", "Telegram", FLOW_SEND},
    {"api.pushover.net", "Pushover", FLOW_SEND},
    {"graph.microsoft.com", "Microsoft Graph", FLOW_BOTH},
    {"Microsoft Graph", "Microsoft Graph", FLOW_BOTH},
    {"login.microsoftonline.com", "Microsoft Entra ID", FLOW_FETCH},
    {"login.windows.net", "Microsoft Entra ID", FLOW_FETCH},
    {"management.azure.com", "Azure Resource Manager", FLOW_BOTH},
    {"management.core.windows.net", "Azure Resource Manager", FLOW_BOTH},
    {"Azure Resource Manager", "Azure Resource Manager", FLOW_BOTH},
    {".openai.azure.com", "Azure OpenAI", FLOW_BOTH},
    {"Azure OpenAI", "Azure OpenAI", FLOW_BOTH},
    {"api.openai.com", "OpenAI", FLOW_BOTH},
    {"OpenAI", "OpenAI", FLOW_BOTH},
    {".cognitiveservices.azure.com", "Azure AI services", FLOW_BOTH},
    {".api.cognitive.microsoft.com", "Azure AI services", FLOW_BOTH},
    {"api.cognitive.microsofttranslator.com", "Azure AI services", FLOW_BOTH},
    {"atlas.microsoft.com", "Azure Maps", FLOW_FETCH},
    {"api.powerbi.com", "Power BI", FLOW_SEND},
    {"api.github.com", "GitHub", FLOW_BOTH},
    {"github.com", "GitHub", FLOW_FETCH},
    {"raw.githubusercontent.com", "GitHub", FLOW_FETCH},
    {"GitHub", "GitHub", FLOW_BOTH},
    {"dev.azure.com", "Azure DevOps", FLOW_BOTH},
    {".visualstudio.com", "Azure DevOps", FLOW_BOTH},
    {"api.stripe.com", "Stripe", FLOW_BOTH},
    {"Stripe", "Stripe", FLOW_BOTH},
    {"maps.googleapis.com", "Google Maps", FLOW_FETCH},
    {"fcm.googleapis.com", "Firebase Messaging", FLOW_SEND},
    {".sharepoint.com", "SharePoint", FLOW_BOTH},
    {".dynamics.com", "Dynamics 365", FLOW_BOTH},
    {".salesforce.com", "Salesforce", FLOW_BOTH},
    {"api.twitter.com", "Twitter", FLOW_BOTH},
    {"Twitter", "Twitter", FLOW_BOTH},
};

struct str third_party_name(struct str text, enum third_party_flow *flow)
{
    size_t colon = str_chr(text, ':');
    struct str host = colon == STR_NPOS ? text : str_sub(text, 0, colon);
    *flow = FLOW_UNKNOWN;
    for (size_t i = 0; i < COUNT(parties); i++) {
        struct str key = str_from(parties[i].key);
        if (!(key.ptr[0] == '.' ? str_iends(host, key) : str_ieq(host, key)))
            continue;
        *flow = parties[i].flow;
        return str_from(parties[i].name);
    }
    return text;
}
