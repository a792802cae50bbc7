create temporary function lookup as 'mr3.examples.lookup.Lookup';
create table if not exists sales (amount decimal(10,2), currency string);
insert overwrite table sales values (100, 'EUR'), (200, 'USD'), (50, 'CHF'), (7, 'XXX');
select currency, amount, lookup(currency) rate from sales order by currency;
