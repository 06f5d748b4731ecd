using System;
using Azure.Data.Tables;

namespace Shared
{
    public class Store
    {
        private readonly TableClient results =
            new TableClient(Environment.GetEnvironmentVariable("Data"), Names.Results);

        public void Save(string text)
        {
            results.AddEntity(new TableEntity("p", text));
        }
    }
}
